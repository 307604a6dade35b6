#pragma once

#include <functional>

namespace farthing::net {

// Lets a waiting caller give up what another coroutine is doing: that one stores how to interrupt
// its present wait. One thread.
class Interrupt {
 public:
  // Ends the present wait and every later one.
  void Trigger();
  bool triggered() const { return triggered_; }

  // While a Scope lives, Trigger calls its hook, once; the hook is called by the constructor if
  // Trigger came before. Scopes nest; the innermost acts.
  class Scope {
   public:
    Scope(Interrupt* interrupt, std::function<void()> hook);
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope();

   private:
    Interrupt* interrupt_;
    std::function<void()> outer_;
  };

 private:
  std::function<void()> hook_;
  bool triggered_ = false;
};

}  // namespace farthing::net
