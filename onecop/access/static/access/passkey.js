/* Starts the passkey form of a page: <script data-passkey="loginForm" type="application/json">{"ids": …}</script>.
   Data only: the content policy of the site runs no code that stands in a page. */
(function () {
  const trouble = document.getElementById('passkey-trouble')
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    if (trouble) trouble.hidden = false
  })
  for (const script of document.querySelectorAll('script[data-passkey]')) {
    window.allauth.webauthn.forms[script.dataset.passkey](JSON.parse(script.textContent))
  }
})()
