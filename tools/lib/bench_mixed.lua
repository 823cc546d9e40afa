-- wrk: a day's mixture - of ten requests seven read the addresses of a file, three submit a sheet.
local body, paths, counter, run, thread_number, threads = nil, {}, 0, os.getenv("BENCH_RUN"), 0, 0
function setup(thread)
  threads = threads + 1
  thread:set("thread_id", threads)
end
local function authorised(token) return {["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json"} end
local reader, writer = authorised(os.getenv("BENCH_TOKEN")), authorised(os.getenv("BENCH_WRITER"))
function init(args)
  local file = assert(io.open(os.getenv("BENCH_BODY")))
  body = file:read("*a")
  file:close()
  for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
end
function request()
  counter = counter + 1
  if counter % 10 < 3 then
    return wrk.format("PUT", string.format("/v1/evaluations/%s-%04x-7000-8000-%012x", run, thread_id, counter), writer, body)
  end
  return wrk.format("GET", paths[counter % #paths + 1], reader)
end
function done(summary, latency)
  io.write(string.format("p99.9 %.3f ms\n", latency:percentile(99.9) / 1000))
end
