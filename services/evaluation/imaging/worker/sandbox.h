// Gives up every right that decoding a picture does not need, for good.
#pragma once

namespace shopper::evaluation::imaging {

// Bounds of memory and time, no new rights, no core file. First thing of all.
bool limit_resources();
// From here on the process computes, reads what is open and writes it: no files, no network, no processes.
bool give_up_rights();

}  // namespace shopper::evaluation::imaging
