#pragma once

#include <client/job_queue.h>

#include <QElapsedTimer>

namespace tarn::studio {

/// Tells the desktop that the last of a row of drawings ended, when they took long and the window is not looked
/// at.
class JobNotice : public QObject {
    Q_OBJECT

public:
    static constexpr int worthTelling = 10000; ///< milliseconds

    JobNotice(EngineClient* client, QWidget* window, int least = worthTelling);

Q_SIGNALS:
    void told(const QString& title, const QString& text); ///< it was handed to the desktop

private:
    void tell();

    QWidget* m_window;
    int m_least;
    int m_finished = 0, m_failed = 0;
    QElapsedTimer m_since; ///< valid while there are open jobs
};

} // namespace tarn::studio
