#include "lab/commands.h"

int main(int argc, char** argv) {
  CLI::App app("Farthing's measuring gear: a mock upstream, a load generator, evaluations",
               "farthing-lab");
  app.require_subcommand(1);
  farthing::lab::AddMockCommand(app);
  farthing::lab::AddLoadCommand(app);
  farthing::lab::AddEvalCommand(app);
  CLI11_PARSE(app, argc, argv);
  return 0;
}
