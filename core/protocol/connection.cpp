#include <base/sha256.h>
#include <protocol/connection.h>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace tarn {
namespace {

using namespace message;

constexpr std::size_t readBytes = 65'536;
/// What a pipe that is ready surely takes without blocking (PIPE_BUF).
constexpr std::size_t writeBytes = 4'096;
constexpr auto heartbeat = std::chrono::seconds(1);
constexpr auto drainTime = std::chrono::seconds(2);

} // namespace

Connection::Connection(int in, int out, BlobStore& blobs, Handlers handlers, Options options)
    : m_in(in)
    , m_out(out)
    , m_blobs(blobs)
    , m_handlers(std::move(handlers))
    , m_options(options)
    , m_lastArrival(Clock::now().time_since_epoch().count())
{
    if (::pipe2(m_wake, O_CLOEXEC) != 0)
        throw StudioError(
            std::string("No pipe could be made (") + std::strerror(errno) + "); close other programs.");
}

Connection::~Connection()
{
    finish();
    for (const int file : {m_wake[0], m_wake[1], m_in})
        ::close(file);
    if (m_out != m_in)
        ::close(m_out);
}

void Connection::finish()
{
    close();
    if (m_reader.joinable())
        m_reader.join();
    if (m_writer.joinable())
        m_writer.join();
}

void Connection::start()
{
    m_writer = std::thread([this] { write(); });
    m_reader = std::thread([this] { read(); });
}

void Connection::send(const Message& message, const std::string& key)
{
    std::vector<std::byte> bytes = encodeMessage(message);
    const std::lock_guard lock(m_mutex);
    if (m_closed || m_draining)
        return;
    m_unsent += bytes.size();
    const auto old = key.empty() ? m_messages.end() : std::ranges::find(m_messages, key, &Queued::key);
    if (old != m_messages.end()) {
        m_unsent -= old->bytes.size();
        old->bytes = std::move(bytes);
    } else {
        m_messages.push_back({key, std::move(bytes)});
    }
    m_changed.notify_all();
}

void Connection::fetch(const BlobReference& reference, BlobReady ready)
{
    Blob blob = m_blobs.find(reference.sha256);
    if (!blob && !m_closed) {
        std::unique_lock lock(m_mutex);
        if (!m_closed) {
            Incoming& incoming = m_incoming[reference.sha256];
            incoming.waiting.push_back(std::move(ready));
            const bool first = incoming.waiting.size() == 1;
            incoming.reference = reference;
            lock.unlock();
            if (first)
                send(BlobWanted{reference});
            return;
        }
    }
    ready(blob);
}

void Connection::close(bool afterSending)
{
    std::unique_lock lock(m_mutex);
    if (afterSending && m_writer.joinable()) {
        m_draining = true;
        m_changed.notify_all();
        m_changed.wait_for(lock, drainTime, [this] { return m_writerDone || m_closed; });
    }
    if (!m_closed.exchange(true))
        while (::write(m_wake[1], "x", 1) < 0 && errno == EINTR) { }
    m_changed.notify_all();
}

std::chrono::milliseconds Connection::silence() const
{
    const Clock::duration since = Clock::now().time_since_epoch() - Clock::duration(m_lastArrival);
    return std::chrono::duration_cast<std::chrono::milliseconds>(since);
}

/// Whether `file` is ready before the end.
bool Connection::waitFor(int file, short events) const
{
    pollfd files[] = {{file, events, 0}, {m_wake[0], POLLIN, 0}};
    while (!m_closed) {
        if (::poll(files, 2, -1) < 0) {
            if (errno != EINTR)
                return false;
        } else if (files[1].revents) {
            return false;
        } else if (files[0].revents) {
            return true;
        }
    }
    return false;
}

void Connection::read()
{
    std::string why;
    FrameDecoder decoder;
    std::vector<std::byte> buffer(readBytes);
    try {
        while (waitFor(m_in, POLLIN)) {
            const ssize_t count = ::read(m_in, buffer.data(), buffer.size());
            if (count < 0 && (errno == EINTR || errno == EAGAIN))
                continue;
            if (count <= 0) {
                if (decoder.isInsideFrame())
                    why = "The connection ended inside a message.";
                break;
            }
            m_lastArrival = Clock::now().time_since_epoch().count();
            decoder.feed(std::span(buffer).first(std::size_t(count)));
            while (std::optional<Frame> frame = decoder.next()) {
                handle(decodeMessage(*frame));
                std::unique_lock lock(m_mutex);
                m_changed.wait(lock, [this] { return m_unsent <= m_options.maxUnsent || m_closed; });
            }
        }
    } catch (const ProtocolError& e) {
        why = e.what();
        send(Fault{why});
        close(true);
    }
    close();
    std::map<std::string, Incoming> unfinished;
    {
        const std::lock_guard lock(m_mutex);
        unfinished.swap(m_incoming);
    }
    for (auto& [sha256, incoming] : unfinished)
        for (const BlobReady& ready : incoming.waiting)
            ready(nullptr);
    m_handlers.closed(why);
}

void Connection::handle(Message message)
{
    if (auto* data = std::get_if<BlobData>(&message)) {
        take(std::move(*data));
    } else if (const auto* missing = std::get_if<BlobMissing>(&message)) {
        finishIncoming(missing->blob.sha256, nullptr);
    } else if (const auto* wanted = std::get_if<BlobWanted>(&message)) {
        Blob blob = m_blobs.find(wanted->blob.sha256);
        if (!blob || blob->size() != wanted->blob.size)
            return send(BlobMissing{wanted->blob});
        const std::lock_guard lock(m_mutex);
        const bool underWay =
            std::ranges::any_of(m_outgoing, [&](const Outgoing& each) { return each.reference == wanted->blob; });
        if (!underWay)
            m_outgoing.push_back({wanted->blob, std::move(blob), 0});
        m_changed.notify_all();
    } else if (!std::holds_alternative<Heartbeat>(message)) {
        m_handlers.received(std::move(message));
    }
}

void Connection::take(BlobData data)
{
    Blob whole;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_incoming.find(data.blob.sha256);
        if (found == m_incoming.end() || found->second.reference != data.blob
            || found->second.bytes.size() != data.offset || (data.bytes.empty() && data.blob.size > 0))
            throw ProtocolError(
                "The other side sent a piece of a blob that was not asked for; use the same version "
                "of tarn on both sides.");
        std::vector<std::byte>& bytes = found->second.bytes;
        bytes.insert(bytes.end(), data.bytes.begin(), data.bytes.end());
        if (bytes.size() < data.blob.size)
            return;
        whole = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
    }
    if (sha256(*whole) != data.blob.sha256)
        throw ProtocolError("A blob arrived damaged; send it again.");
    m_blobs.add(data.blob, whole);
    finishIncoming(data.blob.sha256, whole);
}

void Connection::finishIncoming(const std::string& sha256, const Blob& blob)
{
    std::vector<BlobReady> waiting;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_incoming.find(sha256); found != m_incoming.end()) {
            waiting = std::move(found->second.waiting);
            m_incoming.erase(found);
        }
    }
    for (const BlobReady& ready : waiting)
        ready(blob);
}

/// What is to be written next: messages first, then a piece of each blob in turn. Empty at the end.
std::vector<std::byte> Connection::nextBytes(std::unique_lock<std::mutex>& lock)
{
    while (!m_closed) {
        if (!m_messages.empty()) {
            std::vector<std::byte> bytes = std::move(m_messages.front().bytes);
            m_messages.pop_front();
            m_unsent -= bytes.size();
            m_changed.notify_all();
            return bytes;
        }
        if (m_draining)
            return {};
        if (!m_outgoing.empty()) {
            Outgoing next = std::move(m_outgoing.front());
            m_outgoing.pop_front();
            const auto piece = std::span(*next.blob).subspan(next.offset);
            BlobData data{next.reference, next.offset, {}};
            data.bytes.assign(
                piece.begin(), piece.begin() + std::ptrdiff_t(std::min(piece.size(), Frame::maxPayloadBytes)));
            next.offset += data.bytes.size();
            if (next.offset < next.blob->size())
                m_outgoing.push_back(std::move(next));
            lock.unlock();
            std::vector<std::byte> bytes = encodeMessage(data);
            lock.lock();
            return bytes;
        }
        const auto something = [this] {
            return m_closed || m_draining || !m_messages.empty() || !m_outgoing.empty();
        };
        if (!m_changed.wait_for(lock, heartbeat, something))
            return encodeMessage(Heartbeat{});
    }
    return {};
}

void Connection::write()
{
    // A reader that has gone is an error of the write, not the end of the program.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);

    std::unique_lock lock(m_mutex);
    for (;;) {
        const std::vector<std::byte> bytes = nextBytes(lock);
        if (bytes.empty())
            break;
        lock.unlock();
        const bool written = writeAll(bytes);
        lock.lock();
        if (!written)
            break;
    }
    m_writerDone = true;
    m_draining = true; // nobody takes our messages any more
    m_unsent = 0;
    m_messages.clear();
    m_changed.notify_all();
}

bool Connection::writeAll(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        if (!waitFor(m_out, POLLOUT))
            return false;
        const ssize_t count = ::write(m_out, bytes.data(), std::min(bytes.size(), writeBytes));
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (count <= 0)
            return false;
        bytes = bytes.subspan(std::size_t(count));
    }
    return true;
}

} // namespace tarn
