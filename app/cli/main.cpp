#include <cli/run_cli.h>

int main(int count, char** arguments) { return tarn::runCli(count, arguments); }
