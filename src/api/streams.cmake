# Streams and usage: what happens to an answer's events on their way to the caller.
set(api_stream_sources
  anthropic_events.cc anthropic_to_openai_stream.cc finish_reason.cc openai_chunks.cc
  openai_to_anthropic_stream.cc stream_translator.cc tool_call_blocks.cc usage.cc)
set(api_stream_tests
  anthropic_to_openai_stream_test.cc openai_to_anthropic_stream_test.cc stream_sum.cc usage_test.cc)
