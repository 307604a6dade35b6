#pragma once

#include <memory>
#include <string_view>

#include "base/error.h"
#include "token/tokenizer.h"

namespace farthing::token {

// The tokenizer that `name` says:
//   cl100k_base                the name of a built-in encoding (encoder.h);
//   FILE.tiktoken              a file of ranks whose base name is a built-in encoding's;
//   FILE.tiktoken:ENCODING     any other one: it cuts texts as that encoding does;
//   FILE.json                  a tokenizer.json of Hugging Face's (hf/file_tokenizer.h).
// Reads the file whole, which takes up to a second for 200,000 tokens. An error says what is wrong
// and what to do.
Result<std::unique_ptr<const Tokenizer>> LoadTokenizer(std::string_view name);

}  // namespace farthing::token
