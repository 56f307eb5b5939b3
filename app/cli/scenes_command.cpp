#include <base/durable_file.h>
#include <base/error.h>
#include <image/png.h>
#include <scenes/caption.h>
#include <scenes/painter.h>

#include <cli/commands.h>
#include <cli/interrupt.h>
#include <cli/parsed_values.h>
#include <cli/progress.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace tarn {
namespace {

struct ScenesOptions {
    int count = 1;
    std::string seed = "0"; ///< as text: CLI11 would wrap a negative number round
    std::string size = "128x128";
    std::optional<std::string> out, sheet;
    int threads = 0; ///< 0: as many as there are cores
    bool json = false;
    bool quiet = false;
};

/// Pictures in rows on one, with a thin dark line between them.
class Sheet {
public:
    Sheet(int count, int width, int height)
        : m_columns(1)
        , m_width(width)
        , m_height(height)
    {
        while (m_columns * m_columns * height < count * width && m_columns < count)
            ++m_columns;
        m_columns = std::max(m_columns, int(std::min(count, 8)));
        const int rows = (count + m_columns - 1) / m_columns;
        m_image = {m_columns * (width + gap) - gap, rows * (height + gap) - gap, 3, 8, {}};
        if (m_image.width > 16'384 || m_image.height > 16'384)
            throw UsageError("So many pictures do not fit on a sheet; choose a smaller --count or --size.");
        m_image.pixels.resize(std::size_t(m_image.height) * m_image.rowBytes(), std::byte(24));
    }

    /// Each picture has its own pixels, so threads may add at once.
    void add(int index, const Image& picture)
    {
        const std::size_t left = std::size_t(index % m_columns * (m_width + gap)) * 3;
        for (int y = 0; y < m_height; ++y)
            std::memcpy(m_image.pixels.data()
                    + std::size_t(index / m_columns * (m_height + gap) + y) * m_image.rowBytes() + left,
                picture.pixels.data() + std::size_t(y) * picture.rowBytes(), picture.rowBytes());
    }

    const Image& image() const { return m_image; }

private:
    static constexpr int gap = 2;
    int m_columns, m_width, m_height;
    Image m_image;
};

void writeText(const std::filesystem::path& target, const std::string& text)
{
    DurableFile file(target);
    file.write(text + "\n");
    file.commit();
}

nlohmann::json labels(const Scene& scene, const Caption& caption)
{
    nlohmann::json fields = nlohmann::json::parse(toJson(scene));
    fields["caption"] = caption.text;
    fields["stated"] = nlohmann::json::array();
    for (const Attribute attribute : allAttributes)
        if (caption.states(attribute))
            fields["stated"].push_back(nameOf(attribute));
    return fields;
}

/// Writes everything about one scene as FOLDER/NNNNNN.*; the labels last, so that where they are, all is.
void writeScene(const std::filesystem::path& folder, int index, const PaintedScene& painted, const Scene& scene,
    const Caption& caption)
{
    char number[16];
    std::snprintf(number, sizeof number, "%06d", index);
    const std::string stem = (folder / number).string();
    writePng(stem + ".png", painted.picture, {});
    writePng(stem + ".depth.png", painted.depth, {});
    writePng(stem + ".sketch.png", painted.sketch, {});
    writeText(stem + ".txt", caption.text);
    writeText(stem + ".json", labels(scene, caption).dump(2));
}

/// Hands out pictures to threads; the first failure or a stop ends all of them.
class PaintingRun {
public:
    PaintingRun(const ScenesOptions& options, std::stop_token stop)
        : m_options(options)
        , m_stop(std::move(stop))
        , m_firstSeed(parsedSeed(options.seed))
        , m_progress(Progress::styleFor(options.quiet), 1)
    {
        std::tie(m_width, m_height) = parsedSize(options.size, smallestSceneSide, largestSceneSide);
        if (options.sheet)
            m_sheet.emplace(options.count, m_width, m_height);
    }

    void run()
    {
        const int cores = int(std::max(1u, std::thread::hardware_concurrency()));
        const int threads = std::min(m_options.count, m_options.threads > 0 ? m_options.threads : cores);
        const auto start = Clock::now();
        {
            std::vector<std::jthread> workers;
            for (int i = 0; i < threads; ++i)
                workers.emplace_back([this] { work(); });
        }
        if (m_failure)
            std::rethrow_exception(m_failure);
        if (m_stop.stop_requested())
            throw Cancelled();
        if (m_sheet)
            writePng(*m_options.sheet, m_sheet->image(), {});
        report(threads, std::chrono::duration<double>(Clock::now() - start).count());
    }

private:
    using Clock = std::chrono::steady_clock;

    void work()
    {
        try {
            for (int i = m_next++; i < m_options.count && !m_ended && !m_stop.stop_requested(); i = m_next++)
                paintOne(i);
        } catch (...) { // carried to the thread that waits, which throws it again
            const std::lock_guard lock(m_mutex);
            m_ended = true;
            if (!m_failure)
                m_failure = std::current_exception();
        }
    }

    void paintOne(int index)
    {
        const Scene scene = describeScene(m_firstSeed + std::uint64_t(index));
        const Caption caption = captionOf(scene, 0);
        const auto start = Clock::now();
        const PaintedScene painted = paint(scene, m_width, m_height);
        const std::chrono::duration<double> taken = Clock::now() - start;
        if (m_options.out)
            writeScene(*m_options.out, index, painted, scene, caption);
        if (m_sheet)
            m_sheet->add(index, painted.picture);
        const std::lock_guard lock(m_mutex);
        m_painting += taken.count();
        m_progress.step(0, ++m_done, m_options.count);
    }

    void report(int threads, double seconds)
    {
        const double painting = m_painting / threads;
        if (m_options.json)
            std::printf("%s\n",
                nlohmann::json{{"pictures", m_options.count}, {"threads", threads}, {"seconds", seconds},
                    {"pictures_per_second", m_options.count / seconds},
                    {"painted_per_second", m_options.count / painting}}
                    .dump()
                    .c_str());
        else {
            char text[160];
            std::snprintf(text, sizeof text,
                "%d pictures, %.1f a second in all, %.1f a second painted (%d threads).", m_options.count,
                m_options.count / seconds, m_options.count / painting, threads);
            m_progress.say(text);
        }
    }

    const ScenesOptions& m_options;
    std::stop_token m_stop;
    std::uint64_t m_firstSeed;
    int m_width = 0, m_height = 0;
    std::optional<Sheet> m_sheet;
    std::atomic<int> m_next = 0;
    std::atomic<bool> m_ended = false;
    std::mutex m_mutex; ///< of what follows
    Progress m_progress;
    int m_done = 0;
    double m_painting = 0; ///< seconds, of all threads together
    std::exception_ptr m_failure;
};

void makeFolder(const std::filesystem::path& folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error || !std::filesystem::is_directory(folder))
        throw StudioError("The folder \"" + folder.string() + "\" cannot be made ("
            + (error ? error.message() : "there is a file of that name") + "); choose another --out.");
}

void paintScenes(const ScenesOptions& options)
{
    if (!options.out && !options.sheet)
        throw UsageError("Say where the scenes go: --out FOLDER, --sheet FILE.png, or both.");
    if (options.count < 1 || options.count > 1'000'000)
        throw UsageError("--count takes 1 to 1000000.");
    if (options.threads < 0 || options.threads > 1'024)
        throw UsageError("--threads takes 1 to 1024, or 0 for one a core.");
    const Interrupt interrupt;
    PaintingRun run(options, interrupt.token());
    if (options.sheet)
        checkWritable(*options.sheet);
    if (options.out) {
        makeFolder(*options.out);
        checkWritable(std::filesystem::path(*options.out) / "000000.png");
    }
    run.run();
}

} // namespace

void addScenes(CLI::App& program)
{
    CLI::App* command =
        program.add_subcommand("scenes", "Paint landscapes with depth, outlines, labels and captions");
    const auto options = std::make_shared<ScenesOptions>();
    command->add_option("--count", options->count, "How many, with seeds S, S+1, ...");
    command->add_option("--seed", options->seed, "Seed of the first");
    command->add_option("--size", options->size, "WIDTHxHEIGHT, 16 to 1024 pixels a side");
    command->add_option("--out", options->out, "Folder for NNNNNN.png, .depth.png, .sketch.png, .txt and .json");
    command->add_option("--sheet", options->sheet, "PNG file with all pictures beside each other");
    command->add_option("--threads", options->threads, "0: one a core");
    command->add_flag("--json", options->json, "The speed as JSON on one line");
    command->add_flag("--quiet", options->quiet, "No progress");
    command->callback([options] { paintScenes(*options); });
}

} // namespace tarn
