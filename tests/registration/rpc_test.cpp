#include <catch2/catch.hpp>

#include "registration/rpc/bindings.h"
#include "tests/registration/world.h"

using namespace shopper;
using namespace shopper::registration;
using namespace shopper::registration::testing;

TEST_CASE_METHOD(World, "every rpc of the proto is bound, and messages and structs agree") {
  rpc::Server server({directory.socket("s"), 2, 8, crypto::random_key()});
  rpc::Binder binder(server, store, "shopper.registration.v1.Registration");
  CHECK_NOTHROW(bind_operations(binder, crypto::random_key()));
}
