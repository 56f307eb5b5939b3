#pragma once

#include <runs/examples.h>

namespace tarn {

/// Pictures of a folder, with NAME.txt for what is said about NAME.png and NAME.depth.png, NAME.sketch.png and
/// NAME.json, as `tarn scenes` writes them, for how near it is, its outlines and what is known.
class FolderExamples final : public ExampleSource {
public:
    FolderExamples(const DataSettings& settings, const ExampleNeeds& needs);

    std::int64_t count() const override { return std::int64_t(m_items.size()); }
    ExamplePictures pictures(std::int64_t index) const override;
    std::string caption(std::int64_t index, std::uint64_t variant) const override;
    Labels labels(std::int64_t index) const override { return item(index).labels; }
    Labels stated(std::int64_t index, std::uint64_t variant) const override;
    std::string identity() const override { return m_identity; }
    const std::vector<std::string>& skipped() const override { return m_skipped; }

private:
    struct Item {
        std::filesystem::path file;
        std::vector<std::string> captions; ///< the lines of NAME.txt
        Labels labels;
        std::array<bool, attributeCount> stated{};
        std::string fault; ///< empty for a good one
    };
    Item opened(const std::filesystem::path& file) const;
    void keep(DataSettings::Share share);
    const Item& item(std::int64_t index) const { return m_items.at(std::size_t(index)); }

    int m_size;
    ExampleNeeds m_needs;
    std::vector<Item> m_items;
    std::vector<std::string> m_skipped;
    std::string m_identity;
};

} // namespace tarn
