include(GoogleTest)

# farthing_room(NAME SOURCES a.cc … DEPS lib …): a static library farthing_NAME of src/NAME.
function(farthing_room name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_library(farthing_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(farthing_${name} PUBLIC farthing_options ${ARG_DEPS})
endfunction()

# farthing_test(NAME SOURCES a_test.cc … DEPS lib …): one test binary a room, one ctest entry a binary.
function(farthing_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name}_test ${ARG_SOURCES})
  target_link_libraries(${name}_test PRIVATE farthing_options ${ARG_DEPS} GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()

# farthing_bench(NAME SOURCES a_bench.cc … DEPS lib …): a google-benchmark program, never run as a test.
function(farthing_bench name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name}_bench EXCLUDE_FROM_ALL ${ARG_SOURCES})
  target_link_libraries(${name}_bench PRIVATE farthing_options ${ARG_DEPS} benchmark::benchmark_main)
endfunction()

# farthing_fuzz(NAME SOURCES a_fuzz.cc DEPS lib …): a libFuzzer target where FARTHING_SANITIZE=fuzz, else nothing.
function(farthing_fuzz name)
  if(NOT FARTHING_SANITIZE STREQUAL "fuzz")
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name}_fuzz ${ARG_SOURCES})
  target_link_libraries(${name}_fuzz PRIVATE farthing_options ${ARG_DEPS})
  target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
endfunction()
