#pragma once

#include <protocol/blob_reference.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

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

/// One ControlNet (Zhang et al. 2023) and the map that it follows.
struct ControlReference {
    BlobReference map; ///< a picture of any size; brought to the size of the result
    ModelReference model;
    double weight = 1; ///< factor of its residuals, -maxControlWeight to maxControlWeight
    double begin = 0; ///< the part of the steps that it acts in: 0 <= begin <= end <= 1
    double end = 1;
    std::string from = "none"; ///< none: the map is used as it is; scribble, edges, lines, depth: made from it

    bool operator==(const ControlReference&) const = default;
};

/// Pixels by which a picture grows on each side.
struct OutpaintMargins {
    int left = 0;
    int top = 0;
    int right = 0;
    int bottom = 0;

    bool any() const { return left > 0 || top > 0 || right > 0 || bottom > 0; }
    bool operator==(const OutpaintMargins&) const = default;
};

/// Everything that decides the pixels of a job, and nothing else: the same request gives the same picture. All
/// text is UTF-8.
struct GenerateRequest {
    /// Layout of the JSON. A change that an older program would misread raises it; a new optional key does not.
    static constexpr int currentFormat = 1;
    static constexpr std::size_t maxPromptBytes = 65'536;
    static constexpr std::size_t maxNameBytes = 512; ///< of models and of the version
    static constexpr int maxSteps = 10'000;
    static constexpr int maxSide = 16'384;
    static constexpr double maxGuidance = 1'000;
    static constexpr int maxClipSkip = 64;
    static constexpr int minVaeTile = 32;
    static constexpr int maxReach = 499; ///< pixels that a mask may grow, be feathered or be blended over
    static constexpr int maxPadding = 4'096;
    static constexpr std::size_t maxControls = 16;
    static constexpr double maxControlWeight = 10;

    std::string engine{engineVersion()}; ///< version that made, or is to make, the picture

    std::string prompt;
    std::string negative;
    ModelReference model;

    int steps = 20; ///< intervals, 1 to maxSteps
    std::string sampler = "model"; ///< a name of samplerNames(), or "model": the model's own
    std::string schedule = "model"; ///< a name of scheduleNames()
    double guidance = 7; ///< classifier-free guidance scale, -maxGuidance to maxGuidance
    std::uint64_t seed = 0;
    double variation = 0; ///< 0 to 1: how far the first noise turns from that of `seed` to that of `variationSeed`
    std::uint64_t variationSeed = 0; ///< without a meaning where `variation` is 0
    int width = 512; ///< of the result in pixels, 1 to maxSide; a picture of another size is resized first
    int height = 512; ///< 1 to maxSide

    std::string prediction = "auto"; ///< auto, eps, v, flow: what the network's output means
    int clipSkip = 1; ///< as A1111 counts: 1 is the last layer of the text encoder; to maxClipSkip
    std::string noise = "cpu"; ///< cpu, philox: the generator of the noise
    /// auto, fp32, bf16, fp16: what the networks compute in. Whoever draws puts its own choice in the place of
    /// "auto".
    std::string dtype = "fp32";
    bool deterministic = false;
    /// Side in pixels of the tiles that the VAE works in, minVaeTile to maxSide: already resolved, for tiles
    /// change pixels a little; 0: the picture as a whole, or in tiles where memory demands it.
    int vaeTile = 0;

    // From a picture. Without `image` only `depth` and `controls` are looked at.
    BlobReference image;
    double strength = 0.75; ///< 0: the picture itself, 1: nothing is left of it
    std::string strengthSteps = "shorten"; ///< shorten: strength * steps are taken; full: all, with finer ones

    BlobReference mask; ///< white is drawn anew, grey joins in later; of the picture's size
    std::string area = "auto"; ///< auto, whole, masked: the whole picture, or a crop at the model's own resolution
    std::string fill = "original"; ///< original, blur, telea, ns, noise, nothing: what the mask holds at the start
    int grow = 0; ///< pixels that the mask grows by, 0 to maxReach
    int feather = 8; ///< pixels outside the grown mask over which old and new are mixed, 0 to maxReach
    int padding = 32; ///< pixels of the picture around the mask that a crop shows, 0 to maxPadding
    bool colourMatch = true; ///< brings the new part to the colours of the old around the mask

    OutpaintMargins outpaint; ///< by which the picture grows; width and height are those of the result
    int blend = 24; ///< pixels of the old picture along joined sides that are drawn over, 0 to maxReach

    BlobReference depth; ///< a map, nearer is brighter; else it is estimated from the picture
    std::string depthResize = "squash"; ///< squash, aspect: how the picture is fitted to the estimator

    std::vector<ControlReference> controls; ///< all at once, up to maxControls

    bool operator==(const GenerateRequest&) const = default;
};

/// The request of picture `index` (0 …) of a series: each has the next seed, or the next variation seed where it
/// varies, as in A1111.
GenerateRequest inSeries(GenerateRequest first, int index);

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
