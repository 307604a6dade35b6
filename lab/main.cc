#include "lab/commands.h"

int main(int argc, char** argv) {
  CLI::App app("Farthing's measuring gear: a mock upstream and a load generator", "farthing-lab");
  app.require_subcommand(1);
  farthing::lab::AddMockCommand(app);
  farthing::lab::AddLoadCommand(app);
  CLI11_PARSE(app, argc, argv);
  return 0;
}
