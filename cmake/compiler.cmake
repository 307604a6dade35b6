# Warnings, sanitizers and link settings shared by every target.

if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(FATAL_ERROR "Farthing is built and tested with clang++-19 (g++ 12 miscompiles coroutines); "
                      "use a preset or pass -DCMAKE_CXX_COMPILER=clang++-19")
endif()

find_program(FARTHING_CCACHE ccache)
if(FARTHING_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${FARTHING_CCACHE})
endif()

set(FARTHING_SANITIZE "" CACHE STRING "empty, address (with undefined), thread or fuzz")
option(FARTHING_COVERAGE "source-based coverage" OFF)

add_library(farthing_options INTERFACE)
target_compile_options(farthing_options INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Wimplicit-fallthrough -Wextra-semi -Wunused -Wno-missing-field-initializers)
target_include_directories(farthing_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_link_options(farthing_options INTERFACE -fuse-ld=lld)

if(FARTHING_SANITIZE STREQUAL "address")
  set(farthing_sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all)
elseif(FARTHING_SANITIZE STREQUAL "thread")
  set(farthing_sanitizers -fsanitize=thread)
elseif(FARTHING_SANITIZE STREQUAL "fuzz")
  set(farthing_sanitizers -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
elseif(NOT FARTHING_SANITIZE STREQUAL "")
  message(FATAL_ERROR "FARTHING_SANITIZE is empty, address, thread or fuzz")
endif()
if(FARTHING_COVERAGE)
  list(APPEND farthing_sanitizers -fprofile-instr-generate -fcoverage-mapping)
endif()
if(farthing_sanitizers)
  target_compile_options(farthing_options INTERFACE ${farthing_sanitizers} -fno-omit-frame-pointer)
  target_link_options(farthing_options INTERFACE ${farthing_sanitizers})
endif()
