#pragma once

#include <client/engine_client.h>
#include <document/candidates.h>
#include <document/document.h>

#include <QTimer>
#include <deque>

namespace tarn::studio {

/// The way from the document to a picture: says what the next drawing would be, hands it to the engine, and puts
/// what comes back among the candidates.
class Generation : public QObject {
    Q_OBJECT

public:
    Generation(Document* document, EngineClient* client, Candidates* candidates, QObject* parent = nullptr);

    /// What is drawn next, as far as it is known.
    Mode mode() const { return m_mode; }
    /// The side in pixels that the chosen model is best at.
    int preferredSide() const;

    void draw();
    /// A drawing of before, as it was.
    void drawAgain(const Drawing& drawing) { submit(drawing, 1); }
    /// The drawing that failed last, with its seed and its pictures.
    void repeat();
    /// The drawing that the engine's end cut short goes on from its last recorded step.
    void continueFailed();
    /// Draws on from a recorded step of `job`, with the prompt and settings as they are now.
    void branch(const JobId& job, int step);
    /// The running job, or all of them.
    void stop(bool all);
    /// The shown candidate becomes a layer; the others leave the canvas.
    void accept();
    void discard();
    /// The history has the picture of `job`, or cannot have it: only now is it shown as finished.
    void showKept(const JobId& job);

Q_SIGNALS:
    /// "Draw 512×512"; "drawn at 128×128 · ~2 s · 0.4 GB"; why it cannot be, or empty.
    void planChanged(const QString& title, const QString& details, const QString& reason);
    void modeChanged(Mode mode);
    void strengthMatters(bool matters); ///< in the next drawing: it starts from pixels and keeps some of them
    void planned(const GenerateRequest& request, const PlanReport& plan);
    /// One sentence; the request may be repeated, and continued where `recorded`, the last step on disk, is not
    /// -1.
    void failed(const QString& sentence, int recorded = -1);
    void noted(const QString& sentence); ///< something was done differently from what was asked
    void submitted(const JobId& job, const Drawing& drawing); ///< with its files
    /// It is to be kept; `showKept` answers.
    void finished(const JobId& job, const Drawing& drawing, const QImage& picture);

private:
    void askSoon();
    void ask();
    const ModelSummary* chosenModel() const; ///< null until the engine has told of it
    QString refusalOf(const PlanReport& plan) const;
    void showPlan(const PlanReport* plan);
    struct Failed {
        Drawing drawing;
        std::optional<BranchPoint> recorded; ///< its last step on disk
    };
    void submit(const Drawing& drawing, int batch);
    void submitOne(const Drawing& drawing);
    void keepRecent(const JobId& job, const Drawing& drawing);
    void ended(const JobId& job, const JobOutcome& outcome, const QImage& picture);

    Document* m_document;
    EngineClient* m_client;
    Candidates* m_candidates;
    QTimer m_soon;
    Mode m_mode = Mode::textToImage;
    QSize m_frame, m_run;
    static constexpr std::size_t recentKept = 24;
    std::map<JobId, Drawing> m_recent; ///< with their files: what can be repeated and branched from
    std::deque<JobId> m_recentOrder;
    std::map<JobId, QImage> m_keeping; ///< results that are being written to the history
    std::optional<Failed> m_failed;
    int m_asked = 0;
};

} // namespace tarn::studio
