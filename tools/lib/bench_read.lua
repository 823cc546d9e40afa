-- wrk: reads evaluations by id, round robin over the ids of a file.
local ids, counter = {}, 0
function init(args)
  for line in io.lines(os.getenv("BENCH_IDS")) do ids[#ids + 1] = line end
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_TOKEN")
end
function request()
  counter = counter + 1
  return wrk.format("GET", "/v1/evaluations/" .. ids[counter % #ids + 1])
end
