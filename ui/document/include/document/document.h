#pragma once

#include <document/undo_tree.h>

#include <QObject>

namespace tarn::studio {

/// One picture that is worked on. It is changed only by a whole new state, and tells what that changed; so undo
/// restores exactly what was.
class Document : public QObject {
    Q_OBJECT

public:
    explicit Document(DocumentState state, QObject* parent = nullptr);

    /// What is to be seen: the committed state, or a gesture in progress.
    const DocumentState& state() const { return m_shown; }
    /// Without the gesture in progress.
    const DocumentState& committed() const { return m_history.state(); }
    const UndoTree& history() const { return m_history; }

    /// All that makes up an open document, while another is worked on.
    struct Shelved {
        UndoTree history;
        int savedNode;
        QString file;
        bool readOnly = false;

        explicit Shelved(DocumentState state = blankDocument({16, 16}))
            : history(std::move(state))
            , savedNode(history.current())
        {
        }
        bool isModified() const { return history.current() != savedNode; }
    };
    /// What was open and `other` change places, with their undo trees.
    void exchange(Shelved& other);
    /// Another document takes its place; `file` is empty for a new one. One that is `readOnly` is saved elsewhere.
    void reset(DocumentState state, const QString& file, bool readOnly = false);

    /// Shows a state without recording it, while a gesture lasts.
    void show(const DocumentState& state);
    /// Ends a gesture without a trace.
    void revert() { show(committed()); }
    /// Records a state as the result of `text`. Edits with one `mergeKey` in quick succession become one step. A
    /// state that is equal to the committed one is not recorded.
    void commit(const QString& text, DocumentState state, const QString& mergeKey = {});
    /// `commit` of the committed state after `change`.
    void edit(
        const QString& text, const std::function<void(DocumentState&)>& change, const QString& mergeKey = {});
    /// Changes the draft without a step of undo: the seed that a drawing took.
    void amendDraft(const std::function<void(Draft&)>& change);
    /// Ends merging.
    void seal() { m_history.seal(); }

    void undo();
    void redo();
    void goTo(int node);

    /// Whether it differs from what was saved last.
    bool isModified() const { return m_history.current() != m_savedNode; }
    /// The state of `node` is on disk.
    void setSaved(int node);

    QString file() const { return m_file; } ///< empty: never saved
    bool isReadOnly() const { return m_readOnly; } ///< the file is another window's
    void setFile(const QString& file, bool readOnly = false);
    QString title() const;

Q_SIGNALS:
    void pixelsChanged(const QRegion& area); ///< of what is composed from the layers
    void maskChanged(const QRegion& area);
    void selectionChanged();
    void layersChanged(); ///< their list or a property of one
    void frameChanged(const QRect& frame);
    void sizeChanged(const QSize& size);
    void draftChanged();
    void historyChanged();
    void modifiedChanged(bool modified);
    void fileChanged();
    void replaced(); ///< by another document

private:
    void follow(const std::function<void()>& change);

    UndoTree m_history;
    DocumentState m_shown;
    int m_savedNode;
    QString m_file;
    bool m_readOnly = false;
};

} // namespace tarn::studio
