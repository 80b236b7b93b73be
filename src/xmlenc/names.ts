/** The namespaces of XML Encryption 1.1 and of the XML signatures that it borrows KeyInfo from: the lowest layer that needs them. */
export const NS_XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
export const NS_XMLENC_11 = 'http://www.w3.org/2009/xmlenc11#';
export const NS_XML_SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#';
