#pragma once

#include <protocol/blob.h>
#include <protocol/messages.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tarn {

/// Messages and blobs over a pair of file descriptors, both directions at once. Blobs travel in pieces between the
/// messages, which never wait behind one; what the other side asks for comes from the store, what arrives goes
/// there. Any thread may call.
class Connection {
public:
    struct Handlers {
        /// Every message but those about blobs and heartbeats, in order, on the reading thread.
        std::function<void(Message)> received;
        /// Once, when nothing more will come: empty at a clean end, else the sentence why.
        std::function<void(const std::string& why)> closed;
    };
    struct Options {
        /// Reading waits while more bytes than this wait to be written: a side that asks without listening is not
        /// allowed to fill this one's memory. Only one side of a connection may have such a limit.
        std::size_t maxUnsent = std::size_t(1) << 40;
    };
    /// Null: the other side does not have the blob, or the connection ended.
    using BlobReady = std::function<void(Blob)>;

    /// Owns and closes both descriptors, which may be the same. `start` begins.
    Connection(int in, int out, BlobStore& blobs, Handlers handlers, Options options);
    /// Closes, and waits for its threads; so not from a handler.
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void start();
    /// Puts it in the queue and returns. A message with a `key` takes the place of one with the same key that was
    /// not sent yet. After the end nothing happens.
    void send(const Message& message, const std::string& key = {});
    /// Calls `ready` with the blob, at once if it is in the store, else when it has come, on the reading thread.
    void fetch(const BlobReference& reference, BlobReady ready);
    /// Ends both directions at once, or `afterSending` what waits, for at most two seconds.
    void close(bool afterSending = false);
    /// Closes and waits until no handler runs any more; so not from a handler.
    void finish();
    /// Since something arrived.
    std::chrono::milliseconds silence() const;

private:
    using Clock = std::chrono::steady_clock;
    struct Queued {
        std::string key;
        std::vector<std::byte> bytes;
    };
    struct Outgoing {
        BlobReference reference;
        Blob blob;
        std::uint64_t offset = 0;
    };
    struct Incoming {
        BlobReference reference;
        std::vector<std::byte> bytes;
        std::vector<BlobReady> waiting;
    };

    void read();
    void write();
    void handle(Message message);
    void take(message::BlobData data);
    void finishIncoming(const std::string& sha256, const Blob& blob);
    std::vector<std::byte> nextBytes(std::unique_lock<std::mutex>& lock);
    bool writeAll(std::span<const std::byte> bytes);
    bool waitFor(int file, short events) const;

    const int m_in;
    const int m_out;
    int m_wake[2];
    BlobStore& m_blobs;
    const Handlers m_handlers;
    const Options m_options;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Queued> m_messages;
    std::size_t m_unsent = 0; ///< bytes in m_messages
    std::deque<Outgoing> m_outgoing;
    std::map<std::string, Incoming> m_incoming;
    bool m_draining = false; ///< nothing is to be sent after what waits
    bool m_writerDone = false;
    std::atomic<bool> m_closed = false;
    std::atomic<Clock::duration::rep> m_lastArrival;

    std::thread m_reader;
    std::thread m_writer;
};

} // namespace tarn
