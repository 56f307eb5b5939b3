#include <base/error.h>
#include <pipelines/picture_decode.h>

#include <ATen/ATen.h>

#include <algorithm>

namespace tarn {

void requireFinite(const at::Tensor& x, const char* what, at::ScalarType dtype)
{
    if (at::isfinite(x).all().item<bool>())
        return;
    throw NotFinite(std::string("The ") + what + " came out with values that are no numbers; "
        + (dtype == at::kFloat
                ? "the model's weights are damaged or its settings do not fit it, so try another model, "
                  "fewer steps or less guidance."
                : "repeat with --dtype fp32."));
}

at::Tensor decodedPicture(const DiffusionModel& model, const at::Tensor& latents, int width, int height, int tile)
{
    requireFinite(latents, "latents", model.dtype());
    const at::Tensor pixels = model.decode(latents, tile);
    requireFinite(pixels, "picture", model.dtype());
    const std::int64_t rows = std::min<std::int64_t>(pixels.size(2), height);
    const std::int64_t columns = std::min<std::int64_t>(pixels.size(3), width);
    return (pixels / 2 + 0.5).clamp(0, 1).narrow(2, 0, rows).narrow(3, 0, columns).contiguous();
}

} // namespace tarn
