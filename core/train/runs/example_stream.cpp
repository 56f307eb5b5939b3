#include <train/step_random.h>

#include <ATen/ATen.h>

#include <runs/example_stream.h>

#include <algorithm>

namespace tarn {
namespace {

constexpr std::uint64_t orderPurpose = 0x6f72646572;

} // namespace

ExampleStream::ExampleStream(
    const ExampleSource& source, std::optional<std::uint64_t> seed, int threads, std::int64_t position)
    : m_source(source)
    , m_seed(seed)
    , m_position(position)
    , m_started(position)
    , m_wanted(position)
{
    for (int i = 0; i < threads; ++i)
        m_threads.emplace_back([this] { work(); });
}

ExampleStream::~ExampleStream()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
    }
    m_room.notify_all();
    for (std::thread& thread : m_threads)
        thread.join();
}

/// Called under the lock.
ExampleStream::Item ExampleStream::placeOf(std::int64_t position)
{
    const std::int64_t count = m_source.count();
    if (count == 0)
        return {position, 0, {}, {}, {}};
    const std::int64_t epoch = position / count;
    if (!m_seed)
        return {position % count, std::uint64_t(epoch), {}, {}, {}};
    if (epoch != m_epoch) {
        const at::Tensor drawn = StepRandom(*m_seed, std::uint64_t(epoch), orderPurpose).permutation(count);
        m_order.assign(drawn.const_data_ptr<std::int64_t>(), drawn.const_data_ptr<std::int64_t>() + count);
        m_epoch = epoch;
    }
    return {m_order[std::size_t(position % count)], std::uint64_t(epoch), {}, {}, {}};
}

void ExampleStream::work()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_room.wait(lock, [this] { return m_ended || m_started < std::max(m_wanted, m_position + ahead); });
        if (m_ended)
            return;
        const std::int64_t position = m_started++;
        Prepared prepared{placeOf(position), nullptr};
        lock.unlock();
        try {
            ExamplePictures pictures = m_source.pictures(prepared.item.index);
            prepared.item.picture = std::move(pictures.picture);
            prepared.item.depth = std::move(pictures.depth);
            prepared.item.sketch = std::move(pictures.sketch);
        } catch (...) { // carried to the reader, who meets it in its place
            prepared.failure = std::current_exception();
        }
        lock.lock();
        m_ready.emplace(position, std::move(prepared));
        m_filled.notify_all();
    }
}

std::vector<ExampleStream::Item> ExampleStream::next(std::int64_t count)
{
    std::vector<Item> items;
    std::unique_lock lock(m_mutex);
    m_wanted = m_position + count;
    m_room.notify_all();
    for (std::int64_t i = 0; i < count; ++i) {
        if (m_threads.empty()) {
            items.push_back(placeOf(m_position++));
            continue;
        }
        m_filled.wait(lock, [this] { return m_ready.contains(m_position); });
        Prepared prepared = std::move(m_ready.extract(m_position++).mapped());
        if (prepared.failure)
            std::rethrow_exception(prepared.failure);
        items.push_back(std::move(prepared.item));
        m_room.notify_all();
    }
    return items;
}

} // namespace tarn
