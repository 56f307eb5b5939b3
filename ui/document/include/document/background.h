#pragma once

#include <base/error.h>

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <functional>
#include <new>
#include <optional>

namespace tarn::studio {

/// What came of work on another thread: a value, or one sentence.
template <class Value> struct Outcome {
    std::optional<Value> value;
    QString error;
};

/// Runs `work` on a thread of the pool, then `then` with its outcome on the application's thread, where `context`
/// lives, unless that is gone by then.
template <class Value>
void inBackground(QObject* context, std::function<Value()> work, std::function<void(Outcome<Value>)> then,
    QThreadPool* pool = QThreadPool::globalInstance())
{
    pool->start([guard = QPointer(context), work = std::move(work), then = std::move(then)] {
        Outcome<Value> outcome;
        try {
            outcome.value = work();
        } catch (const StudioError& e) {
            outcome.error = QString::fromUtf8(e.what());
        } catch (const std::bad_alloc&) {
            outcome.error = QObject::tr("The memory ran out; close other programs and try again.");
        }
        // Whether the context is still there can only be told on its own thread, which is the application's.
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [guard, then, outcome] {
                if (guard)
                    then(outcome);
            },
            Qt::QueuedConnection);
    });
}

} // namespace tarn::studio
