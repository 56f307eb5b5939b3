#pragma once

#include <string>

namespace tarn {

/// A card as NVIDIA's driver describes it.
struct CudaCard {
    std::string name;
    int capability; ///< compute capability: 90 for 9.0
};

/// Asks the driver alone, without any other CUDA library, for card `number`. Throws StudioError, one sentence: no
/// driver, one too old for CUDA `version` (13000 for 13.0) or that does not start, no such card.
CudaCard askCudaDriver(int number, int version);

} // namespace tarn
