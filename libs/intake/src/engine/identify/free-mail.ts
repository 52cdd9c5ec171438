/**
 * Domains whose addresses tell nothing of a company: mail for everybody, mail of access providers, throw-away mail, and
 * the one that made-up people without a company have. Frozen: a domain more would take the company from events that come
 * in later, not from those that are there.
 */
export const FREE_MAIL: readonly string[] = `
gmail.com googlemail.com
outlook.com outlook.fr outlook.de outlook.es outlook.it outlook.jp outlook.co.id outlook.com.br hotmail.com hotmail.co.uk
hotmail.fr hotmail.de hotmail.es hotmail.it live.com live.co.uk live.fr live.de live.nl live.ca live.com.au msn.com
windowslive.com passport.com
yahoo.com yahoo.co.uk yahoo.fr yahoo.de yahoo.es yahoo.it yahoo.ca yahoo.co.in yahoo.in yahoo.co.id yahoo.co.jp
yahoo.com.au yahoo.com.br yahoo.com.ar yahoo.com.mx yahoo.com.hk yahoo.com.sg yahoo.com.ph yahoo.com.vn ymail.com
rocketmail.com myyahoo.com aol.com aol.de aol.fr aim.com
icloud.com me.com mac.com privaterelay.appleid.com
proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.io tuta.com hushmail.com fastmail.com
fastmail.fm mailbox.org posteo.de posteo.net startmail.com runbox.com disroot.org riseup.net hey.com zoho.com zohomail.com
zohomail.eu duck.com mail.com email.com usa.com consultant.com engineer.com post.com inbox.com gmx.com gmx.us lycos.com
gmx.de gmx.net gmx.at gmx.ch gmx.fr web.de freenet.de t-online.de arcor.de 1und1.de kabelmail.de vodafone.de online.de
bluewin.ch hispeed.ch sunrise.ch chello.at aon.at
orange.fr wanadoo.fr free.fr sfr.fr neuf.fr laposte.net bbox.fr numericable.fr cegetel.net club-internet.fr aliceadsl.fr
libero.it virgilio.it alice.it tin.it tiscali.it tim.it fastwebnet.it inwind.it iol.it
telefonica.net terra.es ono.com sapo.pt
btinternet.com bt.com virginmedia.com sky.com talktalk.net ntlworld.com blueyonder.co.uk tiscali.co.uk o2.co.uk eircom.net
ziggo.nl kpnmail.nl planet.nl home.nl xs4all.nl hetnet.nl casema.nl telenet.be skynet.be proximus.be
comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net optonline.net juno.com
netzero.net frontier.com windstream.net roadrunner.com rogers.com shaw.ca sympatico.ca videotron.ca telus.net
bigpond.com optusnet.com.au iinet.net.au tpg.com.au xtra.co.nz
uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com prodigy.net.mx
qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com aliyun.com 139.com 189.cn 21cn.com
naver.com daum.net hanmail.net nate.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp au.com rediffmail.com
plasa.com telkom.net
mail.ru bk.ru list.ru inbox.ru internet.ru yandex.ru yandex.com ya.ru rambler.ru ukr.net i.ua
wp.pl o2.pl onet.pl op.pl interia.pl gazeta.pl seznam.cz email.cz centrum.cz azet.sk freemail.hu citromail.hu abv.bg
walla.co.il telia.com online.no mail.dk
mailinator.com guerrillamail.com 10minutemail.com temp-mail.org tempmail.com trashmail.com yopmail.com yopmail.fr
sharklasers.com getnada.com dispostable.com maildrop.cc throwawaymail.com mintemail.com mohmal.com fakeinbox.com
mail.example
`
  .trim()
  .split(/\s+/);

const LISTED: ReadonlySet<string> = new Set(FREE_MAIL);

/** Whether a normalised domain, or one it is below, gives mail to everybody. */
export function isFreeMail(domain: string): boolean {
  for (let at = 0; at >= 0; at = domain.indexOf('.', at) + 1 || -1) if (LISTED.has(domain.slice(at))) return true;
  return false;
}
