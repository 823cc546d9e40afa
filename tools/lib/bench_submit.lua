-- wrk: every request submits a new evaluation sheet of thirteen answers, durably, under an id of its own.
local body, counter, thread_number, run = nil, 0, 0, os.getenv("BENCH_RUN")
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("thread_id", threads)
end
function init(args)
  local file = assert(io.open(os.getenv("BENCH_BODY")))
  body = file:read("*a")
  file:close()
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
  wrk.headers["Content-Type"] = "application/json"
end
function request()
  counter = counter + 1
  return wrk.format("PUT", string.format("/v1/evaluations/%s-%04x-7000-8000-%012x", run, thread_id, counter), nil, body)
end
function done(summary, latency)
  io.write(string.format("p99.9 %.3f ms\n", latency:percentile(99.9) / 1000))
end
