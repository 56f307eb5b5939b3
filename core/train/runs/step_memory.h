#pragma once

namespace tarn {

/// From now on, for as long as the program runs, LibTorch's tensors on the CPU take blocks that others of their
/// size gave back, and the allocator beneath is asked only where there is none. The steps of a training ask for
/// the same sizes again and again; glibc's allocator splits and joins its memory for them, and returns the largest
/// each time.
void keepTensorMemory();

} // namespace tarn
