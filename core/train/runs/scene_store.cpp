#include "scene_store.h"

#include <base/error.h>
#include <base/sha256.h>
#include <scenes/painter.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <span>
#include <vector>

namespace tarn {
namespace fs = std::filesystem;
namespace {

/// FNV-1a over words of eight bytes, never 0: the sum of what was never written.
std::uint64_t sumOf(std::span<const std::byte> bytes)
{
    std::uint64_t sum = 0xcbf29ce484222325;
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, 8);
        sum = (sum ^ word) * 0x100000001b3;
    }
    return sum | 1;
}

std::string fileName(const DataSettings& settings)
{
    const PaintedScene first = paint(describeScene(settings.firstSeed), settings.size, settings.size);
    std::vector<std::byte> all = first.picture.pixels;
    all.insert(all.end(), first.depth.pixels.begin(), first.depth.pixels.end());
    all.insert(all.end(), first.sketch.pixels.begin(), first.sketch.pixels.end());
    return "scenes-" + std::to_string(settings.firstSeed) + "-" + std::to_string(settings.size) + "-"
        + sha256(all).substr(0, 12) + ".bin";
}

Image imageFrom(int size, int channels, std::span<const std::byte> bytes)
{
    return {size, size, channels, 8, {bytes.begin(), bytes.end()}};
}

} // namespace

SceneStore::SceneStore(const fs::path& folder, const DataSettings& settings)
    : m_size(settings.size)
{
    std::error_code error;
    fs::create_directories(folder, error);
    const fs::path file = folder / fileName(settings);
    m_file = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (m_file < 0)
        throw StudioError("\"" + file.string() + "\" for painted scenes cannot be made (" + std::strerror(errno)
            + "); choose another data.scenes.cache.");
}

SceneStore::~SceneStore() { ::close(m_file); }

/// Three channels of the picture, one of depth and one of the sketch, and the sum; a multiple of eight.
std::int64_t SceneStore::recordBytes() const { return (std::int64_t(m_size) * m_size * 5 + 7) / 8 * 8 + 8; }

std::optional<ExamplePictures> SceneStore::find(std::int64_t index) const
{
    auto record = std::vector<std::byte>(std::size_t(recordBytes()));
    if (::pread(m_file, record.data(), record.size(), index * recordBytes()) != ssize_t(record.size()))
        return std::nullopt;
    const std::span<const std::byte> bytes = std::span(record).first(record.size() - 8);
    std::uint64_t sum = 0;
    std::memcpy(&sum, record.data() + bytes.size(), 8);
    if (sum != sumOf(bytes))
        return std::nullopt;
    const std::size_t pixels = std::size_t(m_size) * std::size_t(m_size);
    return ExamplePictures{imageFrom(m_size, 3, bytes.first(3 * pixels)),
        imageFrom(m_size, 1, bytes.subspan(3 * pixels, pixels)),
        imageFrom(m_size, 1, bytes.subspan(4 * pixels, pixels))};
}

void SceneStore::keep(std::int64_t index, const ExamplePictures& pictures) const
{
    std::vector<std::byte> record;
    record.reserve(std::size_t(recordBytes()));
    for (const Image* image : {&pictures.picture, &pictures.depth, &pictures.sketch})
        record.insert(record.end(), image->pixels.begin(), image->pixels.end());
    record.resize(std::size_t(recordBytes()) - 8);
    const std::uint64_t sum = sumOf(record);
    record.resize(record.size() + 8);
    std::memcpy(record.data() + record.size() - 8, &sum, 8);
    [[maybe_unused]] const ssize_t written = ::pwrite(m_file, record.data(), record.size(), index * recordBytes());
}

} // namespace tarn
