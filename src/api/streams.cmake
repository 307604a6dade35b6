# Streams and usage: what happens to an answer's events on their way to the caller.
set(api_stream_sources
  finish_reason.cc usage.cc)
set(api_stream_tests
  usage_test.cc)
