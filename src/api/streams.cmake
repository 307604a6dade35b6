# Streams and usage: what happens to an answer's events on their way to the caller.
set(api_stream_sources
  answer_usage.cc anthropic_events.cc anthropic_to_openai_stream.cc delta_text.cc finish_reason.cc
  openai_chunks.cc openai_to_anthropic_stream.cc service_tier.cc stream_tap.cc
  stream_translator.cc tool_arguments.cc tool_call_blocks.cc usage.cc)
set(api_stream_tests
  answer_usage_test.cc anthropic_to_openai_stream_test.cc delta_text_test.cc openai_to_anthropic_stream_test.cc
  stream_equals_answer_test.cc stream_sum.cc stream_sum_anthropic.cc stream_sum_openai.cc
  stream_tap_test.cc tool_call_blocks_test.cc translated_details_test.cc usage_test.cc)
farthing_bench(stream
  SOURCES stream_bench.cc
  DEPS farthing_api)
