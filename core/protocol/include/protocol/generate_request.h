#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace tarn {

/// This program's version, "0.1.0".
std::string_view engineVersion();

/// Which weights to use, by content: a path would mean something else on another machine.
struct ModelReference {
    std::string name; ///< what to show; up to 512 bytes
    std::string sha256; ///< of the single file, 64 lower-case hex digits; empty for a folder of parts
    std::map<std::string, std::string> parts; ///< "unet", "vae", … -> sha256 of that part's weights

    bool operator==(const ModelReference&) const = default;
};

/// Everything that decides the pixels of a text-to-image job, and nothing else: the same request gives the same
/// picture. All text is UTF-8.
struct GenerateRequest {
    /// Layout of the JSON. A change that an older program would misread raises it; a new optional key does not.
    static constexpr int currentFormat = 1;
    static constexpr std::size_t maxPromptBytes = 65'536;
    static constexpr int maxSteps = 10'000;
    static constexpr int maxSide = 16'384;
    static constexpr double maxGuidance = 1'000;
    static constexpr int maxClipSkip = 64;

    std::string engine{engineVersion()}; ///< version that made, or is to make, the picture

    std::string prompt;
    std::string negative;
    ModelReference model;

    int steps = 20; ///< intervals, 1 to maxSteps
    std::string sampler = "model"; ///< a name of samplerNames(), or "model": the model's own
    std::string schedule = "model"; ///< a name of scheduleNames()
    double guidance = 7; ///< classifier-free guidance scale, -maxGuidance to maxGuidance
    std::uint64_t seed = 0;
    int width = 512; ///< pixels, 1 to maxSide
    int height = 512; ///< pixels, 1 to maxSide

    std::string prediction = "auto"; ///< auto, eps, v, flow: what the network's output means
    int clipSkip = 1; ///< as A1111 counts: 1 is the last layer of the text encoder; to maxClipSkip
    std::string noise = "cpu"; ///< cpu, philox: the generator of the noise
    std::string dtype = "fp32"; ///< fp32, bf16, fp16: what the network computes in, already resolved
    bool deterministic = false;

    bool operator==(const GenerateRequest&) const = default;
};

/// Throws UsageError naming the first field that is out of its range, no known name, or no UTF-8.
void validate(const GenerateRequest& request);

/// One line of JSON; equal requests give equal text, and reading it back gives an equal request. Throws UsageError
/// for a request that `validate` refuses.
std::string toJson(const GenerateRequest& request);

/// Reads any text, trusted or not. A missing key takes its default, an unknown one is ignored. Throws UsageError
/// when the text is no JSON object, too large or too deep, of a newer format, or when `validate` refuses the
/// result.
GenerateRequest requestFromJson(std::string_view json);

} // namespace tarn
