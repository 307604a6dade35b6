#include "model/catalog.h"

// The assembler puts the file into the program as it is, so that a start copies nothing.
asm(R"(
  .section .rodata.farthing_catalog, "a", %progbits
  .global farthing_catalog_begin
  .global farthing_catalog_end
farthing_catalog_begin:
  .incbin ")" FARTHING_CATALOG R"("
farthing_catalog_end:
  .previous
)");

extern "C" const char farthing_catalog_begin[];
extern "C" const char farthing_catalog_end[];

namespace farthing::model {

std::string_view ShippedCatalog() {
  return {farthing_catalog_begin,
          static_cast<size_t>(farthing_catalog_end - farthing_catalog_begin)};
}

}  // namespace farthing::model
