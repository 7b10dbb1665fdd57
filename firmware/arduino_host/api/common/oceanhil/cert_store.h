/// Certificates in files, of which BearSSL takes the one that it needs. Facts: CertStoreBearSSL.h of two cores.
///
/// Whether an archive of certificates is there counts, not what is in it: as for an authority that is named.
#ifndef OCEANHIL_CERT_STORE_H
#define OCEANHIL_CERT_STORE_H

#include <FS.h>

#include "oceanhil/bearssl_store.h"

namespace BearSSL {

class CertStore : public CertStoreBase {
  public:
    CertStore() = default;
    CertStore(const CertStore&) = delete;
    CertStore& operator=(const CertStore&) = delete;

    /// Looks through the archive `dataFileName` and gives how many certificates are in it; 0 if there is none.
    int initCertStore(fs::FS& fs, const char* indexFileName, const char* dataFileName);
    size_t count() const override { return count_; }

  private:
    size_t count_ = 0;
};

}  // namespace BearSSL

#endif
