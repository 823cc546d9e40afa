-- wrk: reads the addresses of a file, round robin.
local paths, counter = {}, 0
function init(args)
  for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
end
function request()
  counter = counter + 1
  return wrk.format("GET", paths[counter % #paths + 1])
end
function done(summary, latency)
  io.write(string.format("p99.9 %.3f ms\n", latency:percentile(99.9) / 1000))
end
