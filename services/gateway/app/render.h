// An rpc's answer -> the HTTP response: body, ETag, Link, Location, 304.
#pragma once

#include <google/protobuf/message.h>

#include "gateway/app/cursor.h"
#include "gateway/app/exchange.h"

namespace shopper::gateway::app {

// `message` may be changed: its next_cursor is sealed.
http::Response render(const Exchange& exchange, const CursorSeal& cursors, google::protobuf::Message& message);

// A ready-made text with an ETag over its bytes, and 304 for who has it already.
http::Response render_static(const http::Request& request, std::string content_type, const std::string& body, const std::string& etag);

}  // namespace shopper::gateway::app
