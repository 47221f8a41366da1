-- Reads numbers in no order over kept connections. The ids are one a line in the file IDS; the key is in KEY.

local requests = {}
local threads = 0
local place = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init()
  local head = { ["authorization"] = "Bearer " .. os.getenv("KEY") }
  for id in io.lines(os.getenv("IDS")) do
    requests[#requests + 1] = wrk.format("GET", "/v1/phone_numbers/" .. id, head)
  end
  place = number * 7919
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"seconds":%f,"p50_us":%d,"p99_us":%d,"max_us":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99), latency.max,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
