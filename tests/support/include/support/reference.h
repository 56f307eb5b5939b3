#pragma once

#include <QString>
#include <QStringList>
#include <optional>

namespace test {

/// Root of the source tree.
QString sourceFolder();

/// Runs tests/<script> with the Python that has diffusers, transformers and k-diffusion. Returns what it printed
/// to standard output; throws std::runtime_error with its error output when it fails.
QByteArray runReference(const QString& script, const QStringList& arguments, int timeoutSeconds = 600);

/// The folder that tests/<script> wrote, run with the arguments and `--out FOLDER`. It is made once for everybody
/// who asks for the same: by all tests where the environment's TARN_REFERENCES names a folder to keep it in, as
/// packaging/test.sh does for its run, else by this process. Nobody may write into it. Throws as runReference().
QString referenceFolder(const QString& script, const QStringList& arguments, int timeoutSeconds = 600);

/// The tiny models of a seed, as tests/parity/tiny_models.py makes them: Stable Diffusion 1 and 2, single files,
/// ControlNets.
QString tinyModels(int seed);

struct ProgramResult {
    int exitCode;
    QByteArray output;
    QByteArray errors;
};
/// The `tarn` that was built beside the tests.
QString tarnProgram();

struct RunLimits {
    std::optional<qint64> fileBytes; ///< how large a file may become: beyond, a write fails as on a full disk
    int seconds = 300;
};
/// Runs its command line to the end, in the current folder and without standard input. Its library is loaded once
/// per test executable, with the environment of the first run, and forked for each run; tests of the program's own
/// start run tarnProgram(). Throws std::runtime_error when the time is up.
ProgramResult runTarn(const QStringList& arguments, const RunLimits& limits = {});

/// A seed chosen at random for this run, printed so that a failure can be repeated with TARN_TEST_SEED.
int randomSeed();

} // namespace test
