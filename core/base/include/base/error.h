#pragma once

#include <stdexcept>

namespace tarn {

/// Something that the user can meet and act on. `what()` is one whole sentence: what happened, to which file, what
/// to do next.
class StudioError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The request itself is wrong: an unknown sampler, two prompts. The command line exits with 2 instead of 1.
class UsageError : public StudioError {
public:
    using StudioError::StudioError;
};

/// A model file that is broken, of the wrong kind, or lacks what a network needs.
class ModelError : public StudioError {
public:
    using StudioError::StudioError;
};

/// Latents or pixels that are no numbers any more: a narrower type overflowed, or the weights are damaged.
class NotFinite : public StudioError {
public:
    using StudioError::StudioError;
};

/// The memory of the CPU or of a card is too small, also for the smaller way that was tried.
class OutOfDeviceMemory : public StudioError {
public:
    using StudioError::StudioError;
};

/// The card is gone; this process cannot use it any more.
class DeviceLost : public StudioError {
public:
    using StudioError::StudioError;
};

/// Thrown through a running job when its owner asks for an end. No error: nothing catches it by mistake.
struct Cancelled { };

} // namespace tarn
