#pragma once

#include "lab/mock/answer.h"
#include "lab/mock/orders.h"
#include "lab/mock/path.h"
#include "lab/mock/script.h"

namespace farthing::lab {

// The faults that change what is said: kError200, kErrorEvent, kHtml, kGzip, kUsageTwice,
// kUsageLate, kCrlf, kNoDone.
void SpoilAnswer(const Orders& orders, Endpoint endpoint, Answer* answer);

// The faults that change how its bytes are sent: kReset…, kStall…, kCut…, kSlow, kGarbage,
// kLength…, kBytes.
void SpoilScript(const Orders& orders, Script* script);

}  // namespace farthing::lab
