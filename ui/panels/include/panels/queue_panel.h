#pragma once

#include <client/job_queue.h>

#include <QLabel>
#include <QListView>
#include <QToolButton>

namespace tarn::studio {

class QueueModel;

/// What is being drawn, what waits, and what came of what was.
class QueuePanel : public QWidget {
    Q_OBJECT

public:
    explicit QueuePanel(JobQueue* queue, QWidget* parent = nullptr);

    QListView* list() const { return m_list; }

private:
    QWidget* buttons();
    void refresh();
    void keepChoice();
    JobId chosen() const;
    void move(int by);

    JobQueue* m_queue;
    QueueModel* m_model;
    QListView* m_list;
    QString m_chosen, m_first; ///< jobs' ids: the chosen one, the list's first
    QLabel* m_empty;
    QToolButton *m_pause, *m_up, *m_down, *m_repeat, *m_remove, *m_clear;
};

} // namespace tarn::studio
