// What is evaluated: entities, their branches and services, and the channels through which a service is reached.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/base/enums.h"
#include "platform/base/error.h"
#include "platform/base/fields.h"

namespace shopper::evaluation::domain {

SHOPPER_ENUM(Channel, visit, phone, web, app, email, kiosk)

struct Entity {
  std::string id;
  std::string code;
  Text name;
  std::int64_t version = 1;
  SHOPPER_FIELDS(Entity, id, code, name, version)
};

struct Branch {
  std::string id;
  std::string entity_id;
  std::string code;
  Text name;
  std::int64_t version = 1;
  SHOPPER_FIELDS(Branch, id, entity_id, code, name, version)
};

struct Service {
  std::string id;
  std::string entity_id;
  std::string code;
  Text name;
  std::vector<std::string> channels;  // names of Channel
  std::int64_t version = 1;
  SHOPPER_FIELDS(Service, id, entity_id, code, name, channels, version)
};

// A code is what files and other systems call a thing: 1 to 32 of [A-Za-z0-9._-].
bool valid_code(std::string_view code);

// Every wrong field of a catalogue entry, at `/code`, `/name/ar`, ...
Result<Done> check_entity(const Entity& entity);
Result<Done> check_branch(const Branch& branch);
Result<Done> check_service(const Service& service);

// Where an evaluation or a mission takes place; `branch` is null for channels without a place.
struct Place {
  const Entity* entity = nullptr;
  const Branch* branch = nullptr;
  const Service* service = nullptr;
  std::string branch_id;
  std::string channel;
};

// The parts must belong together: one wrong part, one field error (`/branch_id`, ...).
void check_place(const Place& place, FieldErrors& errors);

}  // namespace shopper::evaluation::domain
