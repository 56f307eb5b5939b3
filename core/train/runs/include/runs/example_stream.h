#pragma once

#include <runs/examples.h>

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace tarn {

/// Examples in the order in which a run sees them, which follows from the seed and the position alone: each pass
/// over a finite source is in another random order; a source without end, or one that is read without a seed,
/// comes as it is. With pictures, threads prepare them ahead of the reader; the order is the same for any number
/// of threads.
class ExampleStream {
public:
    struct Item {
        std::int64_t index; ///< in the source
        std::uint64_t variant; ///< of its caption
        Image picture, depth, sketch; ///< empty for a stream without pictures
    };

    /// `threads` 0 gives no pictures. `source` must outlive the stream.
    ExampleStream(
        const ExampleSource& source, std::optional<std::uint64_t> seed, int threads, std::int64_t position);
    ~ExampleStream();
    ExampleStream(const ExampleStream&) = delete;
    ExampleStream& operator=(const ExampleStream&) = delete;

    /// The next `count` examples. Throws what the source threw.
    std::vector<Item> next(std::int64_t count);
    std::int64_t position() const { return m_position; }

private:
    static constexpr std::int64_t ahead = 256; ///< pictures kept ready at most
    struct Prepared {
        Item item;
        std::exception_ptr failure; ///< why its picture is missing
    };

    Item placeOf(std::int64_t position);
    void work();

    const ExampleSource& m_source;
    std::optional<std::uint64_t> m_seed;
    std::int64_t m_position; ///< of the next example that is read

    std::mutex m_mutex; ///< of all that follows
    std::condition_variable m_room, m_filled;
    std::int64_t m_epoch = -1; ///< whose order is at hand
    std::vector<std::int64_t> m_order;
    std::int64_t m_started; ///< the next position to prepare
    std::int64_t m_wanted; ///< up to here is asked for
    std::map<std::int64_t, Prepared> m_ready;
    bool m_ended = false;
    std::vector<std::thread> m_threads;
};

} // namespace tarn
