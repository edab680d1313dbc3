"use strict";
// Passkeys need this script anyway: their buttons appear only where it runs, and a fault is told in a sentence.
document.querySelectorAll(".needs-script").forEach((button) => {
  button.hidden = !window.PublicKeyCredential;
});
document.addEventListener("allauth.error", (event) => {
  const fault = document.getElementById("passkey-fault");
  const name = event.detail.exception && event.detail.exception.name;
  fault.textContent = name === "SecurityError" || name === "NotSupportedError" ? fault.dataset.unsupported : fault.dataset.cancelled;
  fault.hidden = false;
  event.preventDefault();
});
if (!window.PublicKeyCredential) {
  const fault = document.getElementById("passkey-fault");
  if (document.querySelector("#mfa_webauthn_add, #mfa_webauthn_reauthenticate")) {
    fault.textContent = fault.dataset.unsupported;
    fault.hidden = false;
  }
}
