// Self-contained pages: everything a page needs is in it, no script, Arabic from right to left, readable on a phone and on paper.
#pragma once

#include <string>

namespace shopper::render {

// Text as it may stand in markup and in attributes.
std::string escaped(const std::string& text);

// A whole number of percent, kept together in either direction of reading.
std::string whole_percent(double share);

// Everything before the page's first heading. language: "ar" or "en"; `title` is escaped here; `style` comes after the style all pages share.
std::string page_start(const std::string& language, const std::string& title, const std::string& style);
std::string page_end();
// The class of the page ("C2"), which must stay with it on paper and when it is saved. It is the one of the operation in the proto file.
std::string classification_line(const std::string& language, const std::string& label);

}  // namespace shopper::render
