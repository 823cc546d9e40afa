// Every static bound of the gateway (docs/LIMITS.md cites them). Policy numbers belong to the services, never here.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace shopper::gateway::limits {

using namespace std::chrono_literals;

// The request as bytes.
inline constexpr std::size_t head_bytes = 16 * 1024;              // request line and all headers: 431 beyond
inline constexpr std::size_t header_fields = 100;                 // 431 beyond
inline constexpr std::size_t target_bytes = 2083;                 // 414 beyond
inline constexpr std::size_t body_ceiling_bytes = 32 * 1024 * 1024;   // no rule may allow more: 413 beyond
inline constexpr std::size_t json_body_bytes = 256 * 1024;        // unless the rule says otherwise
inline constexpr std::size_t upload_body_bytes = 1024 * 1024;     // unless the rule says otherwise
inline constexpr std::size_t path_segment_bytes = 128;            // after decoding

// The request as JSON.
inline constexpr int json_depth = 32;
inline constexpr int json_nodes = 10'000;
inline constexpr std::size_t reported_fields = 100;               // wrong fields listed in one problem document

// Connections. The reaper looks every `reaper_tick`.
inline constexpr std::size_t connections = 10'000;
inline constexpr std::size_t connections_per_address = 64;        // of one peer that is no proxy of ours: 503 beyond
inline constexpr std::chrono::milliseconds idle_timeout = 60s;    // between requests
inline constexpr std::chrono::milliseconds head_timeout = 10s;    // first byte to blank line
inline constexpr std::chrono::milliseconds body_timeout = 30s;    // blank line to last byte
inline constexpr std::chrono::milliseconds write_timeout = 30s;   // a slow reader is cut
inline constexpr std::chrono::milliseconds linger_timeout = 2s;   // after our last byte on a connection we close
inline constexpr std::chrono::milliseconds reaper_tick = 200ms;
inline constexpr std::size_t linger_bytes = 1024 * 1024;          // discarded after a refusal, then the connection is cut
inline constexpr std::size_t ahead_bytes = 256 * 1024;            // sent while a request is in hand: cut beyond
inline constexpr std::size_t calls_waiting = 512;                     // for a message to a service; beyond, requests wait for a worker or are refused
inline constexpr int event_loops = 4;                             // they only read, and answer what is cheap
inline constexpr int workers = 64;                                // requests in progress; a worker blocks during its call, so more than cores
inline constexpr std::size_t requests_waiting = 512;              // for a worker: 503 beyond, the least critical first (docs/adr/0010-overload.md)
inline constexpr int lane_percent = 85;                           // of the workers, for calls of one service
inline constexpr std::chrono::milliseconds drain_timeout = 10s;

// Calls.
inline constexpr std::chrono::milliseconds call_deadline = 2s;    // unless the rule says otherwise
inline constexpr int call_attempts = 3;                           // of what may be repeated, while the budget lasts (platform/overload/retry_budget.h)
inline constexpr std::chrono::milliseconds repeat_within = 1s;    // after the first failure
inline constexpr std::chrono::milliseconds probe_deadline = 500ms;    // readiness and metrics of a peer
inline constexpr std::chrono::milliseconds readiness_cache = 1s;      // how long "ready" is believed
inline constexpr std::chrono::milliseconds unreadiness_cache = 50ms;  // and "not ready", which a starting suite leaves at any moment
inline constexpr std::size_t batches = 1;                         // messages of coalescing calls on their way to a service at once
inline constexpr std::size_t batch_calls = 64;                    // in one of them
inline constexpr std::size_t batch_bytes = 4 * 1024 * 1024;       // of requests in one of them

// Lists.
inline constexpr std::int64_t page_default = 50;
inline constexpr std::int64_t page_max = 200;                     // larger is coerced
inline constexpr std::chrono::seconds cursor_lifetime = 72h;

// Headers and tokens.
inline constexpr std::size_t idempotency_key_bytes = 255;
inline constexpr std::size_t request_id_bytes = 64;
inline constexpr std::size_t purpose_bytes = 200;
inline constexpr std::size_t token_cache_entries = 20'000;
inline constexpr std::chrono::seconds access_token_lifetime = 1h; // longest we accept of our own issuer, who gives 15 minutes
inline constexpr std::chrono::seconds step_up_lifetime = 15min;   // since both factors were proven, for operations that ask for it
inline constexpr std::chrono::seconds key_set_pause = 5s;         // between fetches for keys nobody has seen
inline constexpr std::chrono::seconds key_set_fresh = 30s;        // then the identity service's keys are fetched again

}  // namespace shopper::gateway::limits
