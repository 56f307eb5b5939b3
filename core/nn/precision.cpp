#include <nn/precision.h>

#include <ATen/Context.h>

namespace tarn {

void flushDenormals() { at::globalContext().setFlushDenormal(true); }

} // namespace tarn
