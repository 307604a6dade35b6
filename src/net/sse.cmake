# The SSE codec is a library of its own: the dialects' stream translators need it, but no sockets.
farthing_room(sse
  SOURCES sse.cc
  DEPS farthing_base)
farthing_test(sse
  SOURCES sse_test.cc
  DEPS farthing_sse)
