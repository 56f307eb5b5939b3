#pragma once

#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace test {

/// Root of the source tree.
QString sourceFolder();

/// Runs tests/<script> with the Python that has diffusers, transformers and k-diffusion. Returns what it printed
/// to standard output; throws std::runtime_error with its error output when it fails.
QByteArray runReference(const QString& script, const QStringList& arguments, int timeoutSeconds = 600);

struct ProgramResult {
    int exitCode;
    QByteArray output;
    QByteArray errors;
};
/// The `tarn` that was built beside the tests.
QString tarnProgram();

/// Runs it to its end.
ProgramResult runTarn(
    const QStringList& arguments, const QProcessEnvironment& environment = {}, int timeoutSeconds = 300);

/// A seed chosen at random for this run, printed so that a failure can be repeated with TARN_TEST_SEED.
int randomSeed();

} // namespace test
