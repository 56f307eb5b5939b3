#include <base/mapped_file.h>
#include <base/sha256.h>
#include <image/read.h>

#include <cli/named_picture.h>

namespace tarn {
namespace {

NamedPicture read(std::span<const std::byte> bytes, const std::string& name)
{
    return {{sha256(bytes), bytes.size()}, readImage(bytes, name)};
}

} // namespace

NamedPicture readNamedPicture(const std::string& name, const std::stop_token& stop, const PictureFetcher& fetcher)
{
    if (isWebAddress(name))
        return read(fetcher.fetch(name, stop), name);
    const MappedFile file(name);
    return read(file.bytes(), name);
}

} // namespace tarn
