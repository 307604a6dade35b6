#include "net/interrupt.h"

#include <utility>

namespace farthing::net {

void Interrupt::Trigger() {
  triggered_ = true;
  if (hook_) std::exchange(hook_, nullptr)();
}

Interrupt::Scope::Scope(Interrupt* interrupt, std::function<void()> hook)
    : interrupt_(interrupt), outer_(std::move(interrupt->hook_)) {
  if (interrupt_->triggered_) {
    interrupt_->hook_ = nullptr;
    hook();
  } else {
    interrupt_->hook_ = std::move(hook);
  }
}

Interrupt::Scope::~Scope() { interrupt_->hook_ = std::move(outer_); }

}  // namespace farthing::net
