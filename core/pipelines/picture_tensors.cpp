#include <pipelines/picture_tensors.h>

#include <ATen/ATen.h>

#include <cstring>

namespace tarn {

at::Tensor toTensor(const Image& picture)
{
    const bool wide = picture.bits == 16;
    at::Tensor samples =
        at::empty({picture.height, picture.width, picture.channels}, wide ? at::kUInt16 : at::kByte);
    std::memcpy(samples.mutable_data_ptr(), picture.pixels.data(), picture.pixels.size());
    at::Tensor colours = samples.to(at::kFloat).div_(wide ? 65535 : 255).permute({2, 0, 1}).unsqueeze(0);
    if (picture.channels <= 2)
        return colours.narrow(1, 0, 1).expand({1, 3, picture.height, picture.width}).contiguous();
    return colours.narrow(1, 0, 3).contiguous();
}

Image toImage(const at::Tensor& picture)
{
    const at::Tensor bytes = (picture[0] * 255).round().to(at::kByte).permute({1, 2, 0}).contiguous();
    Image image;
    image.width = int(bytes.size(1));
    image.height = int(bytes.size(0));
    image.channels = 3;
    image.bits = 8;
    image.pixels.resize(std::size_t(bytes.numel()));
    std::memcpy(image.pixels.data(), bytes.const_data_ptr(), image.pixels.size());
    return image;
}

at::Tensor paddedToMultiple(const at::Tensor& picture, int multiple)
{
    const auto missing = [multiple](std::int64_t side) { return (multiple - side % multiple) % multiple; };
    const std::int64_t right = missing(picture.size(3)), below = missing(picture.size(2));
    if (right == 0 && below == 0)
        return picture;
    return at::replication_pad2d(picture, {0, right, 0, below});
}

} // namespace tarn
