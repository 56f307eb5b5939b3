#include "folder_examples.h"

#include <base/error.h>
#include <base/mapped_file.h>
#include <base/sha256.h>
#include <base/utf8.h>
#include <image/convert.h>
#include <image/geometry.h>
#include <image/read.h>
#include <image/resize.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <sstream>
#include <thread>

namespace tarn {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t largestText = 1 << 20; // bytes of a caption's file

/// The maps that `tarn scenes` writes beside a picture.
fs::path depthOf(const fs::path& picture) { return fs::path(picture).replace_extension(".depth.png"); }
fs::path sketchOf(const fs::path& picture) { return fs::path(picture).replace_extension(".sketch.png"); }

/// Picture files by name, without the maps that `tarn scenes` writes beside its pictures.
std::vector<fs::path> pictureFiles(const fs::path& folder)
{
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error)
        throw StudioError("The folder \"" + folder.string() + "\" with the pictures cannot be read ("
            + error.message() + "); check the path in the config.");
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : entries) {
        const std::string name = entry.path().filename().string();
        std::string end = entry.path().extension().string();
        std::ranges::transform(end, end.begin(), [](unsigned char c) { return char(std::tolower(c)); });
        const bool isPicture = end == ".png" || end == ".jpg" || end == ".jpeg" || end == ".webp";
        if (isPicture && !name.ends_with(".depth.png") && !name.ends_with(".sketch.png"))
            files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

/// The content of a small text file; none where there is no such file.
std::optional<std::string> textOf(const fs::path& file)
{
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return std::nullopt;
    const MappedFile mapped(file);
    const auto bytes = mapped.bytes().first(std::min(mapped.bytes().size(), largestText));
    return repairedUtf8({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::vector<std::string> linesOf(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.pop_back();
        if (!line.empty())
            lines.push_back(line);
    }
    return lines;
}

/// The middle of the picture, as large as its shorter side, at `size` pixels a side.
Image squareOf(const Image& picture, int size)
{
    const int side = std::min(picture.width, picture.height);
    const Image middle =
        cropped(picture, Box{(picture.width - side) / 2, (picture.height - side) / 2, side, side});
    return side == size ? middle : resizedSmoothly(middle, size, size);
}

} // namespace

FolderExamples::FolderExamples(const DataSettings& settings, const ExampleNeeds& needs)
    : m_size(settings.size)
    , m_needs(needs)
{
    const std::vector<fs::path> files = pictureFiles(settings.folder);
    std::vector<Item> items(files.size());
    std::atomic<std::size_t> next = 0;
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i)
            threads.emplace_back([&] {
                for (std::size_t k = next++; k < files.size(); k = next++)
                    items[k] = opened(files[k]);
            });
    }
    std::string all = std::to_string(m_size) + ' ' + std::to_string(int(settings.share));
    for (Item& found : items) {
        if (!found.fault.empty()) {
            m_skipped.push_back(found.fault);
            continue;
        }
        all += '\n' + found.file.filename().string() + ' ' + std::to_string(fs::file_size(found.file)) + ' '
            + std::to_string(fs::last_write_time(found.file).time_since_epoch().count());
        m_items.push_back(std::move(found));
    }
    if (m_items.empty())
        throw StudioError("The folder \"" + settings.folder.string() + "\" has no picture that can be learnt from"
            + (m_skipped.empty() ? std::string("; put PNG, JPEG or WebP files there")
                                 : ", the first fault: " + m_skipped.front())
            + (m_skipped.empty() ? "." : ""));
    keep(settings.share);
    m_identity = "folder " + sha256(std::as_bytes(std::span(all)));
}

void FolderExamples::keep(DataSettings::Share share)
{
    constexpr std::size_t each = 10;
    if (share == DataSettings::Share::all || m_items.size() < each)
        return;
    std::vector<Item> kept;
    for (std::size_t i = 0; i < m_items.size(); ++i)
        if ((i % each == each - 1) == (share == DataSettings::Share::heldOut))
            kept.push_back(std::move(m_items[i]));
    m_items = std::move(kept);
}

FolderExamples::Item FolderExamples::opened(const fs::path& file) const
{
    Item item{file, {}, {}, {}, {}};
    item.labels.fill(-1);
    try {
        if (const auto text = textOf(fs::path(file).replace_extension(".txt")))
            item.captions = linesOf(*text);
        if (m_needs.caption && item.captions.empty())
            throw StudioError("\"" + file.string() + "\" is skipped: there is no caption in \""
                + fs::path(file).replace_extension(".txt").filename().string() + "\".");
        if (item.captions.empty())
            item.captions.emplace_back();
        readImage(file);
        if (m_needs.depth)
            readImage(depthOf(file));
        if (m_needs.sketch)
            readImage(sketchOf(file));
        if (const auto text = textOf(fs::path(file).replace_extension(".json"))) {
            const nlohmann::json json = nlohmann::json::parse(*text, nullptr, false);
            for (const Attribute attribute : allAttributes) {
                const auto values = valueNames(attribute);
                const std::string name = json.is_object() && json.contains(nameOf(attribute))
                        && json[std::string(nameOf(attribute))].is_string()
                    ? json[std::string(nameOf(attribute))].get<std::string>()
                    : std::string();
                if (const auto value = std::ranges::find(values, name); value != values.end())
                    item.labels[std::size_t(attribute)] = std::int8_t(value - values.begin());
            }
            if (json.is_object() && json.contains("stated") && json["stated"].is_array())
                for (const Attribute attribute : allAttributes)
                    item.stated[std::size_t(attribute)] =
                        std::ranges::find(json["stated"], nameOf(attribute)) != json["stated"].end();
        }
    } catch (const StudioError& error) {
        item.fault = error.what();
    }
    return item;
}

ExamplePictures FolderExamples::pictures(std::int64_t index) const
{
    const fs::path& file = item(index).file;
    const auto greyOf = [this](const fs::path& map) {
        return squareOf(toGrey(to8Bits(flattened(readImage(map)))), m_size);
    };
    ExamplePictures pictures{squareOf(toRgb(to8Bits(flattened(readImage(file)))), m_size), {}, {}};
    if (m_needs.depth)
        pictures.depth = greyOf(depthOf(file));
    if (m_needs.sketch)
        pictures.sketch = greyOf(sketchOf(file));
    return pictures;
}

std::string FolderExamples::caption(std::int64_t index, std::uint64_t variant) const
{
    const std::vector<std::string>& captions = item(index).captions;
    return captions[variant % captions.size()];
}

Labels FolderExamples::stated(std::int64_t index, std::uint64_t) const
{
    Labels known = item(index).labels;
    for (std::size_t i = 0; i < attributeCount; ++i)
        if (!item(index).stated[i])
            known[i] = -1;
    return known;
}

} // namespace tarn
