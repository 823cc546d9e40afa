-- wrk: residents apply, each once: a draft is created, then submitted and judged, one request after the other. An importer brings them, in the names of as
-- many people as there are requests, so that no token has to be made for each.
local counter, thread_number, run, body, before = 0, 0, os.getenv("BENCH_RUN"), nil, 256
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("thread_id", threads)
end
function init(args)
  local file = assert(io.open(os.getenv("BENCH_APPLICATION")))
  body = file:read("*a")
  file:close()
  math.randomseed(tonumber(run, 16))
  first = math.random(0, 90000)
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Shopper-Recorded-At"] = os.getenv("BENCH_AT")
end
local function id(n) return string.format("/v1/applications/%s-%04x-7000-8000-%012x", run, thread_id, n) end
function request()
  counter = counter + 1
  local n = math.floor(counter / 2)
  -- What is submitted was created long ago: its answer has come, on whichever connection.
  local submits = counter % 2 == 1 and n > before
  if submits then n = n - before end
  wrk.headers["Shopper-On-Behalf-Of"] = string.format("applicant:bench-%s-%d-%d", run, thread_id, n)
  if submits then
    wrk.headers["If-Match"] = '"1"'
    return wrk.format("POST", id(n) .. "/submit", nil, "{}")
  end
  if counter % 2 == 1 then n = -n - 1 end   -- the first ones have nothing to submit yet
  wrk.headers["If-Match"] = nil
  wrk.headers["Shopper-On-Behalf-Of"] = string.format("applicant:bench-%s-%d-%d", run, thread_id, n)
  local year, serial = 50 + math.abs(n) % 40 + (n < 0 and 5 or 0), (first + math.floor(math.abs(n) / 40)) % 100000
  local text = body:gsub("@YEAR@", string.format("19%02d", year)):gsub("@QID@", string.format("2%02d634%05d", year, serial))
  return wrk.format("PUT", string.format("/v1/applications/%s-%04x-7000-8000-%012x", run, thread_id, n < 0 and 0x800000000000 - n or n), nil, text)
end
function done(summary, latency)
  io.write(string.format("p99.9 %.3f ms\n", latency:percentile(99.9) / 1000))
end
